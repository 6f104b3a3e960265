package trackerhttp

import (
	"encoding/hex"
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

// v1Text is an info-hash of version 1 in JSON.
type v1Text messages.Hash20

// v1TextOf returns nil for a zero hash, which JSON leaves out.
func v1TextOf(hash messages.Hash20) *v1Text {
	if hash == (messages.Hash20{}) {
		return nil
	}
	return (*v1Text)(&hash)
}

func (h v1Text) MarshalText() ([]byte, error) { return []byte(messages.Hash20(h).String()), nil }

func (h *v1Text) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(h) || len(text)%2 != 0 {
		return fmt.Errorf("info-hash of version 1 has %d hexadecimal digits instead of 40", len(text))
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return fmt.Errorf("info-hash %q is not hexadecimal", text)
	}
	return nil
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
