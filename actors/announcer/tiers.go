package announcer

// tiers is the choice of a tracker (BEP 12). The trackers of a tier are tried in random order, and the next tier only
// when all of a tier have failed. One that answered comes first in its tier from then on.
type tiers struct {
	all   [][]string // invariant: no tier is empty
	tier  int        // of the tracker that is tried
	index int        // of it within its tier
}

// newTiers returns the tiers of a torrent in random order within each tier. random returns a number below n.
func newTiers(named [][]string, random func(n int) int) tiers {
	var t tiers
	for _, tier := range named {
		shuffled := append([]string(nil), tier...)
		for i := len(shuffled) - 1; i > 0; i-- {
			j := random(i + 1)
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		}
		if len(shuffled) > 0 {
			t.all = append(t.all, shuffled)
		}
	}
	return t
}

// current returns the tracker to ask; "" if there is none.
func (t *tiers) current() string {
	if len(t.all) == 0 {
		return ""
	}
	return t.all[t.tier][t.index]
}

// answered notes that the current tracker has answered. The next announce begins with the first tier again.
func (t *tiers) answered() {
	tier := t.all[t.tier]
	url := tier[t.index]
	copy(tier[1:t.index+1], tier[:t.index])
	tier[0] = url
	t.tier, t.index = 0, 0
}

// failed notes that the current tracker has failed. It reports whether all have failed since one was tried first.
func (t *tiers) failed() (all bool) {
	if t.index++; t.index < len(t.all[t.tier]) {
		return false
	}
	t.index = 0
	if t.tier++; t.tier < len(t.all) {
		return false
	}
	t.tier = 0
	return true
}
