package metainfo

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"swarm/messages/bencode"
)

const (
	// maxTrackers is how many URLs of announce-list are used. Torrents with more repeat themselves.
	maxTrackers = 100
	// maxCommentBytes is the longest comment that is kept.
	maxCommentBytes = 4096
)

// checkName checks and stores the name of the file or folder. It is info.name, except that a single file of version 2
// has the key in the file tree as its name; in a hybrid, info.name must be the same. Once the info-hash is known,
// setInfo makes the name safe.
func (p *parser) checkName(m *Metainfo) error {
	name := p.name
	if p.nameUTF8.present {
		name = p.nameUTF8
	}
	if m.v2 && !m.folder {
		only := p.tree.files[0]
		if m.v1 && name.present && string(name.value) != only.elements[0] {
			return wrong("info.name", name.at, errors.New("it is not the name in the file tree"))
		}
		name = field[[]byte]{value: []byte(only.elements[0]), at: only.at, present: true}
	}
	if !name.present {
		return missing("info.name", p.info.at)
	}
	if len(name.value) == 0 {
		return wrong("info.name", name.at, errors.New("it is empty"))
	}
	m.file.Name = string(name.value)
	return nil
}

// checkTrackers checks and stores the URLs of trackers. Swarm speaks HTTP to trackers, so of announce and the URLs of
// announce-list (BEP 12) the first one with the scheme http or https counts; if there is none, the first one. Of each
// URL, white space around it is removed, as libtorrent does: programs wrote spaces and line ends there.
func (p *parser) checkTrackers(m *Metainfo) error {
	key, chosen := "announce", p.announce
	chosen.value = bytes.TrimSpace(chosen.value)
	if !isHTTP(chosen.value) && p.announceList.present {
		for url := range p.trackers() {
			if isHTTP(url.value) || len(chosen.value) == 0 && len(url.value) > 0 {
				key, chosen = "announce-list", url
			}
			if isHTTP(chosen.value) {
				break
			}
		}
	}
	m.file.Announce = string(chosen.value)
	m.tiers, m.comment = p.tiers(), p.readableComment()
	if err := announceFlaw(m.file.Announce); err != nil {
		return wrong(key, chosen.at, err)
	}
	return nil
}

func isHTTP(url []byte) bool {
	scheme, _, found := bytes.Cut(url, []byte("://"))
	return found && (bytes.EqualFold(scheme, []byte("http")) || bytes.EqualFold(scheme, []byte("https")))
}

// trackers yields the URLs of announce-list, which is a list of lists of URLs. It ends where the list has another form.
func (p *parser) trackers() iter.Seq[field[[]byte]] {
	return func(yield func(field[[]byte]) bool) {
		walk := bencode.NewReader(p.announceList.value, 0)
		for range len(walk.Data()) {
			switch walk.Next() {
			case 'l', 'e':
				walk.SkipByte()
				continue
			}
			at := p.announceList.at + walk.Offset()
			url, err := walk.Text()
			if err != nil || !yield(field[[]byte]{value: bytes.TrimSpace(url), at: at, present: true}) {
				return
			}
		}
	}
}

// tiers returns the URLs of announce-list that are usable, or nil if there are fewer than two.
func (p *parser) tiers() [][]string {
	var tiers [][]string
	total, depth := 0, 0
	walk := bencode.NewReader(p.announceList.value, 0)
	for range len(walk.Data()) {
		switch walk.Next() {
		case 'l':
			if depth++; depth == 2 {
				tiers = append(tiers, nil)
			}
			walk.SkipByte()
			continue
		case 'e':
			depth--
			walk.SkipByte()
			continue
		}
		text, err := walk.Text()
		if err != nil {
			break
		}
		url := string(bytes.TrimSpace(text))
		if url == "" || announceFlaw(url) != nil || total == maxTrackers {
			continue
		}
		if depth < 2 { // some programs write a list of URLs without tiers
			tiers = append(tiers, nil)
		}
		total++
		tiers[len(tiers)-1] = append(tiers[len(tiers)-1], url)
	}
	if total < 2 {
		return nil
	}
	return slices.DeleteFunc(tiers, func(tier []string) bool { return len(tier) == 0 })
}

// readableComment returns the comment, or "" if it is not readable text.
func (p *parser) readableComment() string {
	comment := string(p.comment.value)
	unreadable := func(sign rune) bool { return unicode.IsControl(sign) && sign != '\n' || isInvisible(sign) }
	if len(comment) > maxCommentBytes || !utf8.ValidString(comment) || strings.ContainsFunc(comment, unreadable) {
		return ""
	}
	return comment
}
