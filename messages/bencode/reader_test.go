package bencode

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReader(t *testing.T) {
	data := AppendText([]byte("l"), "abc")
	data = AppendInteger(data, -12)
	data = append(data, 'd')
	data = AppendTexts(AppendText(data, []byte("k")), []string{"", "z"})
	data = append(data, "ee"...)
	require.Equal(t, "l3:abci-12ed1:kl0:1:zeee", string(data))

	r := NewReader(data, 0)
	var read []any
	require.NoError(t, r.List(func() error {
		switch r.Next() {
		case 'i':
			n, err := r.Integer()
			read = append(read, n)
			return err
		case 'd':
			return r.Dictionary(func(key []byte) error {
				read = append(read, string(key))
				start := r.Offset()
				err := r.Skip()
				read = append(read, string(r.Data()[start:r.Offset()]))
				return err
			})
		}
		text, err := r.Text()
		read = append(read, string(text))
		return err
	}))
	require.Equal(t, []any{"abc", int64(-12), "k", "l0:1:ze"}, read)
	require.Equal(t, len(data), r.Offset())
	require.Zero(t, r.Next(), "nothing follows")
}

func TestFlawsSayWhereTheyAre(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "at byte 0: the data ends where a value should be: it is truncated",
		"x":                     "at byte 0: 'x' stands where a value should be",
		"5:abc":                 "at byte 0: a byte string of 5 bytes has only 3 left: it is truncated",
		"3":                     "at byte 1: the data ends where the colon of a byte string should be: it is truncated",
		"9999999999:":           "at byte 0: a number is larger than 2147483647",
		"i9223372036854775808e": "at byte 1: a number is larger than 9223372036854775807",
		"i-0e":                  "at byte 0: a whole number is written -0",
		"i012e":                 "at byte 1: a number begins with a zero",
		"i12":                   "at byte 3: the data ends where the end of a whole number should be: it is truncated",
		"l1:ai5":                "at byte 6: the data ends where the end of a whole number should be: it is truncated",
		"d1:ae":                 "at byte 4: 'e' stands where a value should be",
		"di1ei2ee":              "at byte 1: 'i' stands where a byte string should be",
	} {
		err := NewReader([]byte(text), 0).Skip()
		var flaw *Flaw
		require.True(t, errors.As(err, &flaw), "%q", text)
		require.EqualError(t, err, want, "%q", text)
	}
	r := NewReader([]byte("i-9223372036854775807e"), 0)
	n, err := r.Integer()
	require.NoError(t, err)
	require.EqualValues(t, -9223372036854775807, n)
}

func TestDepthIsBounded(t *testing.T) {
	nested := func(levels int) []byte { return []byte(strings.Repeat("l", levels) + strings.Repeat("e", levels)) }
	require.NoError(t, NewReader(nested(maxDepth), 0).Skip())
	require.ErrorContains(t, NewReader(nested(maxDepth+1), 0).Skip(), "at byte 100: lists and dictionaries are nested")
	require.Error(t, NewReader([]byte(strings.Repeat("d0:", 1<<20)), 0).Skip())
}

func TestReadingAllocatesNothing(t *testing.T) {
	data := []byte("d1:ad1:bli1ei2e3:abceee")
	require.Zero(t, testing.AllocsPerRun(10, func() {
		r := Reader{data: data}
		if r.Skip() != nil {
			t.Fatal("Skip fails")
		}
	}))
}
