package wording

// maxCompared is how many bytes of a word Distance compares; the rest of a longer word is ignored.
const maxCompared = 64

// Distance returns the Levenshtein distance of two words: how many bytes must be added, removed or replaced to turn one
// into the other. For example, "sned" has the distance 2 from "send".
func Distance(a, b string) int {
	a, b = a[:min(len(a), maxCompared)], b[:min(len(b), maxCompared)]
	row := make([]int, len(b)+1) // the distances of a's first i bytes from each beginning of b
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
