package trackerhttp

import (
	"encoding/json"
	"net/http"

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

// Header values that are set on every answer, kept so that setting them allocates nothing.
var (
	jsonType = []string{"application/json"}
	noSniff  = []string{"nosniff"}
)

// retryAfter is in seconds; a peer has its own back-off.
const retryAfter = "1"

// write sends the failure.
func (f *failure) write(w http.ResponseWriter) {
	if f.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	writeJSON(w, f.status, f)
}

// writeJSON sends a value.
func writeJSON(w http.ResponseWriter, status int, value any) { send(w, status, appendJSON(nil, value)) }

// send sends a body. A client that is gone does not get it, which is no fault of ours.
func send(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header["Content-Type"] = jsonType
	header["X-Content-Type-Options"] = noSniff
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// appendJSON appends a value and a line break.
func appendJSON(out []byte, value any) []byte {
	body, err := json.Marshal(value)
	if err != nil {
		panic("trackerhttp: encode an answer: " + err.Error()) // our own types always encode
	}
	return append(append(out, body...), '\n')
}
