package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"swarm/messages"
)

// maxTokenFileBytes bounds what is read of a token file: the digits of a token, and white space that an editor added.
const maxTokenFileBytes = 4 * messages.TokenBytes

// LoadToken returns the token that an earlier process saved for this node, or "" if there is none.
func (s *Store) LoadToken() (messages.Token, error) {
	filePath := filepath.Join(s.dir, tokenName)
	data, err := readAtMost(filePath, maxTokenFileBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("disk: read token %s: %w", filePath, err)
	}
	token := messages.Token(strings.TrimSpace(string(data)))
	if !token.WellFormed() {
		return "", fmt.Errorf("disk: read token %s: it is damaged: remove it, then the node joins as a new one",
			filePath)
	}
	return token, nil
}

// SaveToken saves the token for the node's next process. Only the user who runs the node may read the file.
func (s *Store) SaveToken(token messages.Token) error {
	filePath := filepath.Join(s.dir, tokenName)
	if err := s.replace(filePath, []byte(token+"\n"), 0o600); err != nil {
		return fmt.Errorf("disk: write token %s: %w", filePath, err)
	}
	return nil
}
