package download

import "fmt"

// stall is why nothing moves.
type stall uint8

const (
	notStalled stall = iota
	stalledWithoutOwner
	stalledBySilence // no owner has ever answered
	stalledByDistance
	stalledByOwners // owners answer, and none gives what is missing
)

// silenceAdvice is what a user can do when no datagram comes from an owner.
const silenceAdvice = "a firewall, at the owner or on the way, may block UDP (let it in at that port), or the " +
	"network carries no datagrams of 1,200 bytes; trying again"

// describeStall says why nothing moves, if nothing does.
func (r *roster) describeStall() (kind stall, reason string) {
	known, silent := len(r.all), r.find((*owner).isSilent)
	switch {
	case known == 0 && r.unproven > 0:
		return stalledBySilence, fmt.Sprintf("the tracker knows owners (%d), and none answers at its address: %s",
			r.unproven, silenceAdvice)
	case known == 0 && r.distant > 0:
		return stalledByDistance, fmt.Sprintf("the tracker knows owners (%d), and of each only an address that other "+
			"hosts cannot use: start the owner with -advertise HOST", r.distant)
	case known == 0:
		return stalledWithoutOwner, "no owner is known to the tracker; waiting for one"
	case silent == nil || r.count((*owner).isSilent) < known:
		return stalledByOwners, fmt.Sprintf("none of the %d known owners can give what is missing; waiting", known)
	case known == 1:
		return stalledBySilence, fmt.Sprintf("node %v, the only known owner, does not answer at %v: %s", silent.node(),
			silent.announced.Addr, silenceAdvice)
	}
	return stalledBySilence, fmt.Sprintf("none of the %d known owners answers, for example node %v at %v: %s", known,
		silent.node(), silent.announced.Addr, silenceAdvice)
}
