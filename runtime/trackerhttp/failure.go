package trackerhttp

import (
	"encoding/json"
	"net/http"

	"github.com/valyala/fasthttp"

	"swarm/messages"
)

// failure is the body of every answer that is not 200.
type failure struct {
	status int
	Error  string `json:"error"`  // a word for programs
	Reason string `json:"reason"` // a sentence for people
}

// statusOf is the HTTP status of a refusal.
var statusOf = map[messages.RefusedReason]int{
	messages.RefusedBadRequest: http.StatusBadRequest,
	messages.RefusedNotKnown:   http.StatusForbidden,
	messages.RefusedNodeTaken:  http.StatusConflict,
	messages.RefusedFull:       http.StatusServiceUnavailable,
}

func refusal(r *messages.Refused) *failure {
	status, known := statusOf[r.Reason]
	if !known {
		status = http.StatusInternalServerError
	}
	return &failure{status, string(r.Reason), r.Detail}
}

func badRequest(reason string) *failure {
	return &failure{http.StatusBadRequest, string(messages.RefusedBadRequest), reason}
}

func busy(reason string) *failure {
	return &failure{http.StatusServiceUnavailable, "busy", reason}
}

// retryAfter is in seconds; a peer has its own back-off.
const retryAfter = "1"

// write answers with the failure.
func (f *failure) write(ctx *fasthttp.RequestCtx) {
	if f.status == http.StatusServiceUnavailable {
		ctx.Response.Header.Set("Retry-After", retryAfter)
	}
	writeJSON(ctx, f.status, f)
}

// writeJSON answers with a value.
func writeJSON(ctx *fasthttp.RequestCtx, status int, value any) {
	send(ctx, status, appendJSON(nil, value))
}

// Fields of every answer. A canonical name need not be made so each time.
var (
	jsonType        = []byte("application/json")
	sniffingOption  = []byte("X-Content-Type-Options")
	sniffingAllowed = []byte("nosniff")
)

// send answers with a body.
func send(ctx *fasthttp.RequestCtx, status int, body []byte) {
	setJSON(ctx, status)
	ctx.SetBody(body)
}

// setJSON sets the status and the fields of an answer.
func setJSON(ctx *fasthttp.RequestCtx, status int) {
	ctx.SetStatusCode(status)
	ctx.Response.Header.SetContentTypeBytes(jsonType)
	ctx.Response.Header.SetCanonical(sniffingOption, sniffingAllowed)
}

// appendJSON appends a value and a line break.
func appendJSON(out []byte, value any) []byte {
	body, err := json.Marshal(value)
	if err != nil {
		panic("trackerhttp: encode an answer: " + err.Error()) // our own types always encode
	}
	return append(append(out, body...), '\n')
}
