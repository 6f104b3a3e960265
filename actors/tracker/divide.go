package tracker

// divide divides the places of a reply among groups of peers, in proportion to their sizes, so that each peer is named
// with about the same chance. Each group that has anybody gets a place, if there are as many places. No group gets more
// places than it has peers.
func divide(places int, sizes, quotas []int) {
	total := 0
	for i, size := range sizes {
		quotas[i] = 0
		total += size
	}
	if total <= places {
		copy(quotas, sizes)
		return
	}
	left := places
	for i, size := range sizes {
		if size > 0 && left > 0 {
			quotas[i] = 1
			left--
		}
	}
	for i, size := range sizes {
		share := min(max(places*size/total-quotas[i], 0), left)
		quotas[i] += share
		left -= share
	}
	for i := 0; left > 0 && i < len(sizes); i++ { // what rounding has left
		share := min(sizes[i]-quotas[i], left)
		quotas[i] += share
		left -= share
	}
}
