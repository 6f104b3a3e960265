package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"swarm/messages"
)

// maxTokenFileBytes bounds what is read of a token file: the digits of a token, and white space that an editor added.
const maxTokenFileBytes = 4 * messages.TokenBytes

// tokenPath returns the file path of the token for the store's tracker. A node has a token of its own for each tracker:
// a tracker that knows the token for another one could act as the node there, and for example EXIT it.
func (s *Store) tokenPath() string {
	if s.tracker == "" {
		return s.OwnFile(tokenName)
	}
	origin := sha256.Sum256([]byte(strings.ToLower(strings.TrimRight(s.tracker, "/"))))
	return s.OwnFile(tokenPrefix + hex.EncodeToString(origin[:8]))
}

// adoptToken makes the token of earlier versions, which had one for all trackers, the token for this tracker.
func (s *Store) adoptToken() error {
	filePath, old := s.tokenPath(), s.OwnFile(tokenName)
	if _, err := os.Lstat(filePath); filePath == old || err == nil {
		return nil
	}
	if err := os.Rename(old, filePath); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("disk: rename token %s: %w", old, cause(err))
	}
	return nil
}

// LoadToken returns the token that an earlier process saved for this node and tracker, or "" if there is none.
func (s *Store) LoadToken() (messages.Token, error) {
	if err := s.adoptToken(); err != nil {
		return "", err
	}
	filePath := s.tokenPath()
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
	filePath := s.tokenPath()
	if err := s.replace(filePath, []byte(token+"\n"), 0o600); err != nil {
		return fmt.Errorf("disk: write token %s: %w", filePath, err)
	}
	return nil
}
