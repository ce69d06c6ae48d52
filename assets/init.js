// Starts the components of the pages. Everything works without it.
import { initAll } from './govuk-frontend-6.6.0.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Counts of a run that goes on: fetched anew until it is over, and said politely.
const counts = document.querySelector('[data-poll]')
if (counts) {
  const again = async () => {
    const answer = await fetch(counts.dataset.poll, { headers: { 'X-Part': 'counts' } })
    if (!answer.ok) return
    const is_over = answer.headers.get('X-Run') === 'over'
    if (is_over) { window.location.reload(); return }
    counts.innerHTML = await answer.text()
    window.setTimeout(again, 1000)
  }
  window.setTimeout(again, 1000)
}
