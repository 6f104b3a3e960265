package fuzz

// Shrink removes as many of count faults as it can while fails still returns true: delta debugging (A. Zeller and R.
// Hildebrandt, "Simplifying and isolating failure-inducing input", 2002), in its simple form. It returns the numbers
// of the faults that are left, in order. fails is called at most a few times count² times.
func Shrink(count int, fails func(left []int) bool) []int {
	left := make([]int, count)
	for i := range left {
		left[i] = i
	}
	for size := max(count/2, 1); ; size = max(size/2, 1) {
		removed := false
		for at := 0; at < len(left); {
			end := min(at+size, len(left))
			fewer := append(append([]int(nil), left[:at]...), left[end:]...)
			if fails(fewer) {
				left, removed = fewer, true
			} else {
				at = end
			}
		}
		if size == 1 && !removed {
			return left
		}
	}
}
