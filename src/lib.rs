//! Concordat: agreements between public authorities, their recharges, and their performance.
//!
//! This is the map: the rooms in reading order, and what each must never do. Data moves one way:
//!
//! ```text
//! agreement terms ─┐
//!                  ├─► recharge statement ─► approved ─► invoice ─► documents
//! actuals ─────────┘        (pure)            (pure)     (pure)      (pure)
//! ```
//!
//! - [`domain`]: **what was agreed**. Money and exact amounts, the calendar of financial years,
//!   the parties, posts, charges, breaks, indicators and heads of terms; variations and what is
//!   known on a day ([`domain::variation`]); the agreement file, read and written
//!   ([`domain::file`]), and the same as forms ([`domain::form`]); the warnings of a careful reader
//!   ([`domain::check`]); two versions compared ([`domain::redline`]). **Invariant**: imports no
//!   other room. The one rounding is [`domain::money::Money::rounded`].
//! - [`billing`]: **what is owed**, in the order of the flow. Recorded days and costs
//!   ([`billing::actuals`]), what accrues ([`billing::accrual`]), each line's instalments
//!   ([`billing::charge`]) and overheads ([`billing::overhead`]), what is due under what is known
//!   on a day ([`billing::position`]), the statement as the difference between two positions
//!   ([`billing::statement`]), its approval, its documents by VAT ([`billing::invoice`]), the year
//!   with its reconciliation, settlement and late payment, sharing, and the effect of a change in
//!   pounds; and the books: what is unpaid, overdue and to be accrued ([`billing::ledger`]), either
//!   council's journal ([`billing::journal`]), the items it publishes ([`billing::transparency`])
//!   and both books side by side ([`billing::balances`]). **Invariant**: no line without its clause
//!   and its working; only [`billing::approval`] makes an approved statement.
//! - [`performance`]: **how it goes**. Values with their evidence, milestones, ratings, the
//!   schedule. **Invariant**: compared exactly, shown rounded; what has no figure is never nought.
//! - [`documents`]: **value in, bytes out**. The page model (blocks that mean something), its
//!   layout over A4, charts, the tagged and archival PDF ([`documents::pdf`]), the same blocks as
//!   HTML and charts as SVG, the documents themselves, electronic invoices ([`documents::ubl`]),
//!   workbooks ([`documents::workbook`]) and calendar files. **Invariant**: the same input gives
//!   the same bytes; a character that the font lacks refuses the render.
//! - [`store`]: **what stands in the books**, by diesel, on SQLite and on PostgreSQL from one query
//!   code; one file a noun, whose rows are its own: domain values go in and come out.
//!   **Invariant**: what is issued is never changed, by the database's own refusal; numbers have
//!   no gaps; each entry of the log of acts bears the hash of the one before.
//! - [`workflow`]: **one file an act**: load, a pure function, save, the letters that tell of it
//!   and the entry in the log, in one transaction. Who may do what is a table
//!   ([`workflow::duties`]). **Invariant**: the only writer; what it refuses changes nothing.
//! - [`mail`]: **letters, and how they leave**: over SMTP, into a folder or into memory; and
//!   messages to other systems by HTTPS ([`mail::webhook`]).
//!   **Invariant**: nothing is tried twice here, and what did not go says how far it came.
//! - [`settings`]: **what the program was told** by files and the environment. **Invariant**:
//!   complete, or refused with all that is wrong; a secret is never printed.
//! - [`web`]: **the service**: pages for people and an API for other systems. Every address stands
//!   in one table with the rule of who may come in ([`web::routes`]). **Invariant**: no rule of its
//!   own about money or duties; its server and the command line alone read the clock.
//! - [`cli`]: the commands on files of agreements, and those on the books, by a person who signs
//!   in.
//!
//! `domain`, `billing`, `performance` and `documents` are pure: no clock, disk, network, database
//! or global, and no floating point near money, quantities or ratings (drawing may).
//! `tests/tidy.rs` holds all of this.
//!
//! # Decisions
//!
//! - 2026-11-22: **Fractions, not decimals, before rounding.** A decimal cut off at 28 digits can
//!   put a third of a year a penny out. A year is cut into 20,176,364,880 parts, so that every day
//!   of every month and year is a whole number of them; fractions that outgrow 128 bits go on as
//!   big integers.
//! - 2026-11-22: **A statement is the difference of two positions**: what is due under what is
//!   known now, less what was due under what was known at the statement before. Only years that
//!   something newly known can touch are worked out again.
//! - 2026-11-22: **As-at days before an earlier period's own day** are not overtaken: what was
//!   billed so far is the statements of the earlier periods, each as at its own day or the day
//!   asked for, whichever is earlier. `year` draws its periods the same way.
//! - 2026-11-22: **Grouping by VAT uses the decision, whenever it was made**; the day of the
//!   decision tells only whether a line may be issued. A decision that is late moves no money by
//!   itself.
//! - 2026-11-22: **A day's cost in a reconciliation is weighted by calendar days** where it
//!   changed, as keys are; the days agreed go by the agreement's own apportionment.
//! - 2026-11-22: **Costs recorded against a post or a service** are added to what it bills for the
//!   period, as actuals; an overhead that covers their kind refuses them.
//! - 2026-11-22: `csv` in `domain` and `billing`, though not in the plan of the house: the reader
//!   is a pure function of text, and errors must name line and column.
//! - 2026-11-22: **Money is held in 128 bits**, not 64: sums that a file's own limits allow must
//!   not end a run. What is stored one day is checked against the 64 bits of the database there.
//! - 2026-11-22: **printpdf draws the pages, and the file is put together here.** `lopdf` holds the
//!   few dozen objects of a document; the element of its structure for each cell and paragraph is
//!   written out as it is met ([`documents::pdf`]). Held and saved by lopdf they took more than
//!   half of a document's time. Typefaces are cut, compressed and measured once: a usual choice of
//!   characters, a wider one, and one of its own for a document with rarer ones.
//! - 2026-11-22: **The heading of a group of rows is a cell**, not a header: it stands over rows
//!   and heads neither a row nor a column, and no scope would be true.
//! - 2026-11-22: **A debit note** is an approved invoice that only corrects earlier periods,
//!   upwards. Its electronic form is an invoice (380) that refers to those: Peppol knows no other.
//! - 2026-11-22: **A reconciliation is a statement that names its year** (`REF-201819R-A`): its
//!   period is the last of the year, and neither its numbers nor its day are that period's own. Its
//!   credit note names all invoices of the year in its VAT group.
//! - 2026-11-22: **Journals keep balances under plain words** (`DEBTORS`, `VAT-OUTPUT`): agreements
//!   state no such codes, and each council gives its own when it loads them.
//! - 2026-11-22: **An item is published in the quarter of its document's day**, not of its payment:
//!   the books of both councils and the public file then name the same day.
//! - 2026-11-22: **Pay is printed nowhere**: workings on paper and in workbooks begin with the
//!   yearly charge; redlines say that it is stated.
//! - 2026-11-22: **Totals in workbooks are formulas with their results**, and the tests work each
//!   out anew.
//! - 2026-11-22: **An agreement is stored as the text of its file**, version by version, and what
//!   was recorded as its rows. A statement keeps its lines and sums, and the version and the number
//!   of rows that it was drawn up from: for its papers it is drawn up again from these, and held to
//!   what was agreed and issued, line by line.
//! - 2026-11-22: **Billed so far is what stands in the books**, queried lines included: a line that
//!   is held is neither billed again by the next statement nor lost.
//! - 2026-11-22: **What is withdrawn or credited is settled.** Later statements count it as
//!   billed: it is not billed again, and where the terms or the records come to say the same, not
//!   given back a second time. What they make due beyond it is billed, and what they take away
//!   below what really stands billed is given back. To bill otherwise, the terms or records are
//!   changed and no credit is given: the next statement adjusts.
//! - 2026-11-22: **A released line is approved and issued by itself**, on an invoice of its own;
//!   the part that was issued before it stays as it is.
//! - 2026-11-22: **A receipt moves the due day only in time**: one that is recorded while the
//!   document is overdue or paid is noted, and debt that stands is not undone by it.
//! - 2026-11-22: **A credit note is taken off what it gives back or corrects, at once**, each time
//!   as a record of its own; what exceeds that is owed back, and is set off elsewhere only by the
//!   supplier's own record: nobody's payment is short by a sum that the books do not know.
//! - 2026-11-22: **Numbers are `PREFIX-INV-000001` and `PREFIX-CRN-000001`**, taken in the
//!   transaction that issues: a sequence of the database would leave gaps.
//! - 2026-11-22: **Issued, rendered and sent are three states.** Files are made after the commit
//!   and stored with their hash; a letter goes from the outbox, once. A failure in one repeats none
//!   of the others.
//! - 2026-11-22: **A workbook of rows is read into CSV text**: the readers of CSV report its bad
//!   rows, and the command turns their places into cells.
//! - 2026-11-22: **Sessions stand in the database**, by the hash of a random cookie: nothing is
//!   signed or kept secret, and who leaves is signed out at once. A page is a plain function from
//!   a visit to an answer, done by a thread that may wait; only `web::server` knows of actix-web.
//! - 2026-11-22: **Style and script of the pages are compiled in**, one by one: five files need no
//!   crate that embeds folders. The script that starts them is a module of its own, so that the
//!   content policy allows no inline script at all.
//! - 2026-11-22: **A draft is the text of an agreement file**, written in forms that are made from
//!   one table ([`domain::form`]), which a test holds to the keys that the reader knows. What is
//!   left as it was shown stays to the letter; a draft is brought in by the act that takes files.
//! - 2026-11-22: **What the API answered to an act stands in the books with it**, under the key
//!   that its asker gave it, in one transaction. Of two that ask at once the second waits in the
//!   database for the first, and is answered the same: nobody is told to come again.
//! - 2026-11-22: **The types of the API describe themselves** (`schemars`), and what is given is
//!   held to the same schema before it is read: its description cannot say another thing.
//! - 2026-11-22: **Webhooks are told by the log's own words**: what an act notes is looked up once
//!   it is done, and the message put into the outbox beside the letters. No act knows of them.
//! - 2026-11-22: **Only `migrate` and `council add` make a database file**: a path that is misspelt
//!   must not begin empty books.

pub mod billing;
pub mod cli;
pub mod documents;
pub mod domain;
pub mod mail;
pub mod performance;
pub mod settings;
pub mod store;
pub mod web;
pub mod workflow;
