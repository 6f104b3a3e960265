package bencode

import "strconv"

// AppendText appends a byte string in the encoding of BEP 3: its length in decimal, a colon, its bytes. "abc" becomes
// "3:abc".
func AppendText[T string | []byte](to []byte, text T) []byte {
	to = strconv.AppendInt(to, int64(len(text)), 10)
	to = append(to, ':')
	return append(to, text...)
}

// AppendInteger appends a whole number in the encoding of BEP 3: 12 becomes "i12e".
func AppendInteger(to []byte, value int64) []byte {
	to = append(to, 'i')
	to = strconv.AppendInt(to, value, 10)
	return append(to, 'e')
}

// AppendTexts appends a list of byte strings.
func AppendTexts(to []byte, texts []string) []byte {
	to = append(to, 'l')
	for _, text := range texts {
		to = AppendText(to, text)
	}
	return append(to, 'e')
}
