package depot

import (
	"fmt"
	"os"
	"path/filepath"

	"swarm/messages"
)

// Sweep removes torrents whose files have had no owner for a day. owned reports whether a file has one; an error means
// that it is not known, and ends the sweep.
func (d *Depot) Sweep(owned func(messages.InfoHash) (bool, error)) error {
	for _, key := range d.keys() {
		isOwned, err := owned(key)
		if err != nil {
			return err
		}
		if err := d.note(key, isOwned); err != nil {
			return fmt.Errorf("depot: %w", err)
		}
	}
	return nil
}

func (d *Depot) keys() []messages.InfoHash {
	d.mu.Lock()
	defer d.mu.Unlock()
	keys := make([]messages.InfoHash, 0, len(d.torrents))
	for key := range d.torrents {
		keys = append(keys, key)
	}
	return keys
}

// note notes whether a file has an owner.
func (d *Depot) note(key messages.InfoHash, owned bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, now := d.torrents[key], d.options.Now()
	switch {
	case t == nil:
		return nil
	case !owned && now.Sub(t.owned) > keepTime:
		return d.remove(t)
	case !owned:
		return nil
	}
	t.owned = now
	if now.Sub(t.touched) < touchInterval {
		return nil
	}
	t.touched = now
	return os.Chtimes(filepath.Join(d.options.Dir, t.name()), now, now)
}
