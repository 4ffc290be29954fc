/** What the documentation scene ends with: long enough to stream for most of a minute. */
export const LONG_ANSWER = `The three sections are in \`docs/webhooks.md\`. Here is the whole of it once more, as a partner's developer would put it to work, so that you can check the promises before we publish them.

## What a receiver has to do

1. **Read the raw body.** The signature covers the bytes as they were sent. A framework that parses and serialises JSON again changes white space and key order, and every signature fails.
2. **Check the signature** in constant time, before anything looks into the body.
3. **Answer at once**, with any status from 200 to 299. Work that takes longer than a moment belongs into a queue, because after ten seconds we take the delivery for lost and send it again.
4. **Drop what was seen.** A delivery that arrived, but whose answer did not, is sent again. Twice is normal.
5. **Fetch what is missing.** Sequence numbers grow by one per tenant; a gap means that something is still on its way, or was given up after the last attempt.

## A receiver in forty lines

\`\`\`js
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const secret = process.env.HARBOR_SECRET
const seen = new Map() // tenant → highest seq

function signed(body, given) {
  const expected = createHmac('sha256', secret).update(body).digest()
  const actual = Buffer.from(given ?? '', 'hex')
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    if (!signed(body, request.headers['harbor-signature'])) {
      response.writeHead(401).end()
      return
    }
    response.writeHead(204).end()
    const event = JSON.parse(body)
    const last = seen.get(event.tenant) ?? 0
    if (event.seq <= last) return
    if (event.seq > last + 1) fetchMissing(event.tenant, last + 1, event.seq - 1)
    seen.set(event.tenant, event.seq)
    queue.push(event)
  })
}).listen(8080)
\`\`\`

## When we try again

| Attempt | Wait before it | Since the event |
| --- | --- | --- |
| 1 | none | 0 s |
| 2 | 10 s | 10 s |
| 3 | 20 s | 30 s |
| 4 | 40 s | 70 s |

After the fourth attempt the event is kept for seven days and can be fetched by its sequence number. Nothing is lost by a receiver that was down for a night; it only has to ask.

## What I would still change

- The retry code and this table are now in two places. A test that reads the table and compares it with the defaults of \`retry\` would keep them together; it is about ten lines.
- \`harbor-signature\` has no time stamp in it, so an old delivery can be replayed by whoever recorded it. The usual way is to sign \`timestamp.body\` and to refuse what is older than five minutes. That changes the format, so it wants a version in the header: \`v1=…\`.
- We should say how a secret is rotated. Two secrets that are valid at the same time for a day are enough.
- The page does not name the addresses from which deliveries come. Partners with a firewall ask for them first.

## What I left alone

The run-book says to stop the exporter when the ledger lags. While it is stopped, webhooks are late, and the page does not mention that. I think it belongs into the status page and not into the documentation, but that is yours to decide.

If you agree with the time stamp, I can write the change to the sender, the receiver's check and the note for partners in one go, with the old format accepted for a while.`;
