package metainfo

import "strconv"

// appendText appends a byte string in the encoding of BEP 3: its length in decimal, a colon, its bytes. "abc" becomes
// "3:abc".
func appendText[T string | []byte](to []byte, text T) []byte {
	to = strconv.AppendInt(to, int64(len(text)), 10)
	to = append(to, ':')
	return append(to, text...)
}

// appendInteger appends a whole number in the encoding of BEP 3: 12 becomes "i12e".
func appendInteger(to []byte, value int64) []byte {
	to = append(to, 'i')
	to = strconv.AppendInt(to, value, 10)
	return append(to, 'e')
}
