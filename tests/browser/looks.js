// What axe finds wrong with the page, and whether it is wider than its window.
if (!window.axe) window.bringAxe()
const done = arguments[arguments.length - 1]
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(
  ({ violations }) => {
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
    const { scrollWidth } = document.documentElement
    if (scrollWidth > window.innerWidth) found.push(`it scrolls sideways: ${scrollWidth} px wide`)
    done(found)
  },
  (error) => done([`axe: ${error}`])
)
