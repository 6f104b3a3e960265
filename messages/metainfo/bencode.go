package metainfo

import "strconv"

// appendText appends a byte string as BEP 3 writes it: its length in decimal, a colon, its bytes.
func appendText[T string | []byte](to []byte, text T) []byte {
	to = strconv.AppendInt(to, int64(len(text)), 10)
	to = append(to, ':')
	return append(to, text...)
}

// appendInteger appends a whole number as BEP 3 writes it: between an i and an e.
func appendInteger(to []byte, value int64) []byte {
	to = append(to, 'i')
	to = strconv.AppendInt(to, value, 10)
	return append(to, 'e')
}
