package trackerhttp

import (
	"fmt"

	"swarm/messages"
)

// hashText is an info-hash in JSON.
type hashText messages.InfoHash

func (h hashText) MarshalText() ([]byte, error) { return []byte(messages.InfoHash(h).String()), nil }

func (h *hashText) UnmarshalText(text []byte) error {
	hash, err := messages.ParseInfoHash(string(text))
	*h = hashText(hash)
	return err
}

// stateText is the state of a holding in JSON.
type stateText messages.HoldingState

func (s stateText) MarshalText() ([]byte, error) {
	return []byte(messages.HoldingState(s).String()), nil
}

func (s *stateText) UnmarshalText(text []byte) error {
	for _, state := range []messages.HoldingState{messages.HoldingNone, messages.HoldingPart, messages.HoldingWhole} {
		if string(text) == state.String() {
			*s = stateText(state)
			return nil
		}
	}
	return fmt.Errorf("state %q is none of none, part and whole", text)
}
