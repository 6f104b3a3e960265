package trackerhttp

import (
	"net/http"
	"time"
)

// date is the text of a Date field (RFC 9110, section 6.6.1), made once a second.
type date struct {
	second int64
	text   []byte
}

func (d *date) append(out []byte, now time.Time) []byte {
	if second := now.Unix(); second != d.second || d.text == nil {
		d.second = second
		d.text = now.UTC().AppendFormat(d.text[:0], http.TimeFormat)
	}
	return append(out, d.text...)
}
