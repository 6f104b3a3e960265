package disk

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"swarm/messages"
)

// tokenDigits is the length of a token (messages.Token).
const tokenDigits = 32

// LoadToken gives the token that the tracker gave this node in an earlier life, or "" when there is none.
func (s *Store) LoadToken() (messages.Token, error) {
	path := filepath.Join(s.dir, tokenName)
	data, err := readAtMost(path, 2*tokenDigits)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("disk: read token %s: %w", path, err)
	}
	token := strings.TrimSpace(string(data))
	if raw, err := hex.DecodeString(token); err != nil || len(raw)*2 != tokenDigits {
		return "", fmt.Errorf("disk: read token %s: it is damaged: remove it, and the node joins as a new one", path)
	}
	return messages.Token(token), nil
}

// SaveToken keeps the token for the node's next life, for no eyes but its owner's.
func (s *Store) SaveToken(token messages.Token) error {
	path := filepath.Join(s.dir, tokenName)
	if err := s.replace(path, []byte(token+"\n"), 0o600); err != nil {
		return fmt.Errorf("disk: write token %s: %w", path, err)
	}
	return nil
}
