// Starts the components of the pages. Everything works without it.
import { initAll } from './govuk-frontend-6.6.0.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Counts of a run that goes on: fetched anew until it is over, and said politely.
const counts = document.querySelector('[data-poll]')
if (counts) {
  let before = ''
  const again = async () => {
    const answer = await fetch(counts.dataset.poll, { headers: { 'X-Part': 'counts' } })
    if (!answer.ok) return
    const is_over = answer.headers.get('X-Run') === 'over'
    if (is_over) { window.location.reload(); return }
    const now = await answer.text()
    // Nothing is said, and nobody's place is lost, where nothing has changed.
    if (now !== before) counts.innerHTML = now
    before = now
    window.setTimeout(again, 1000)
  }
  window.setTimeout(again, 1000)
}
