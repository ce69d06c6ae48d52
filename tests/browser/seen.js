// Finds on the page what somebody sees there, by its words: all of them, or else how they begin, or
// else some of them.
const [what, words] = arguments
const said = (element) => element.textContent.replace(/\s+/g, ' ').trim()
const seen = (element) => element.checkVisibility({ visibilityProperty: true })
const of = (selector) => [...document.querySelectorAll(selector)].filter(seen)
const named = (all, text = said) =>
  all.find((element) => text(element) === words) ||
  all.find((element) => text(element).startsWith(words)) ||
  all.find((element) => text(element).includes(words))
const control = (label) => label && label.control
switch (what) {
  case 'link': return named(of('a[href]'))
  case 'button': return named(of('button, a[role=button], summary'))
  case 'choice': return named(of('label').filter((label) => ['radio', 'checkbox'].includes(label.control?.type)))
  case 'field': return control(named(of('label').filter((label) => label.control && seen(label.control))))
  case 'option': return named(of('select').flatMap((select) => [...select.options]))
  case 'day': return named(of('fieldset'), (fieldset) => said(fieldset.querySelector('legend') ?? fieldset))
}
