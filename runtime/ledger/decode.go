package ledger

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"

	"swarm/messages"
)

// nodeJSON is a row of nodes.json.
type nodeJSON struct {
	Node            *messages.NodeID `json:"node_id"`
	Addr            netip.AddrPort   `json:"addr"`
	Token           string           `json:"token_sha256"`
	UploadFrequency uint64           `json:"upload_frequency"`
	Credited        uint64           `json:"credited"`
}

// fileJSON is a row of files.json.
type fileJSON struct {
	InfoHash string      `json:"info_hash"`
	Name     string      `json:"name"`
	Length   int64       `json:"length"`
	Owners   []ownerJSON `json:"owners"`
}

type ownerJSON struct {
	Node  *messages.NodeID `json:"node_id"`
	State string           `json:"state"`
}

// readNodes reads nodes.json. Every error but errNewer means that the file is damaged.
func readNodes(in io.Reader) ([]messages.NodeRecord, error) {
	var records []messages.NodeRecord
	seen := make(map[messages.NodeID]bool)
	err := readRows(in, "nodes", func(row *nodeJSON) error {
		if row.Node == nil {
			return errors.New("node_id is missing")
		}
		if seen[*row.Node] {
			return fmt.Errorf("node %v is listed twice", *row.Node)
		}
		seen[*row.Node] = true
		record := messages.NodeRecord{
			Node: *row.Node, Addr: row.Addr, UploadFrequency: row.UploadFrequency, Credited: row.Credited,
		}
		if !row.Addr.IsValid() || row.Addr.Port() == 0 {
			return fmt.Errorf("node %v has no address", record.Node)
		}
		hash, err := hex.DecodeString(row.Token)
		if err != nil || len(hash) != len(record.TokenHash) {
			return fmt.Errorf("token_sha256 of node %v is not %d hexadecimal digits", record.Node,
				2*len(record.TokenHash))
		}
		copy(record.TokenHash[:], hash)
		records = append(records, record)
		return nil
	})
	return records, err
}

// readFiles reads files.json. It leaves out owners that are not known. Every error but errNewer means that the file is
// damaged.
func readFiles(in io.Reader, known func(messages.NodeID) bool) ([]messages.HoldingRecord, error) {
	var records []messages.HoldingRecord
	seen := make(map[messages.InfoHash]bool)
	err := readRows(in, "files", func(row *fileJSON) error {
		hash, err := messages.ParseInfoHash(row.InfoHash)
		if err != nil {
			return err
		}
		if seen[hash] {
			return fmt.Errorf("file %v is listed twice", hash)
		}
		seen[hash] = true
		if row.Length < 0 {
			return fmt.Errorf("file %v has a negative length", hash)
		}
		for _, owner := range row.Owners {
			state, err := parseState(owner)
			if err != nil {
				return fmt.Errorf("file %v: %w", hash, err)
			}
			if known(*owner.Node) {
				records = append(records, messages.HoldingRecord{Node: *owner.Node, Holding: messages.Holding{
					InfoHash: hash, Name: row.Name, Length: row.Length, State: state,
				}})
			}
		}
		return nil
	})
	return records, err
}

// parseState returns how much of a file an owner has. It never returns HoldingNone.
func parseState(owner ownerJSON) (messages.HoldingState, error) {
	if owner.Node == nil {
		return 0, errors.New("node_id of an owner is missing")
	}
	for _, state := range []messages.HoldingState{messages.HoldingPart, messages.HoldingWhole} {
		if owner.State == state.String() {
			return state, nil
		}
	}
	return 0, fmt.Errorf("the state %q of node %v is neither part nor whole", owner.State, *owner.Node)
}

// readRows reads {"version":1,"NAME":[row, …]} and passes each row to take. Anything else is an error.
func readRows[R any](in io.Reader, name string, take func(row *R) error) error {
	decoder := json.NewDecoder(in)
	decoder.DisallowUnknownFields()
	for _, want := range []json.Token{json.Delim('{'), "version"} {
		if err := expect(decoder, want); err != nil {
			return err
		}
	}
	var found int
	if err := decoder.Decode(&found); err != nil {
		return fmt.Errorf("version: %w", err)
	}
	if found > version {
		return errNewer
	}
	if found != version {
		return fmt.Errorf("there is no version %d", found)
	}
	for _, want := range []json.Token{name, json.Delim('[')} {
		if err := expect(decoder, want); err != nil {
			return err
		}
	}
	for n := 1; decoder.More(); n++ {
		row := new(R)
		if err := decoder.Decode(row); err != nil {
			return fmt.Errorf("row %d, at byte %d: %w", n, decoder.InputOffset(), err)
		}
		if err := take(row); err != nil {
			return fmt.Errorf("row %d, at byte %d: %w", n, decoder.InputOffset(), err)
		}
	}
	for _, want := range []json.Token{json.Delim(']'), json.Delim('}')} {
		if err := expect(decoder, want); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("more text follows the end, at byte %d", decoder.InputOffset())
	}
	return nil
}

// expect reads one token, which must be the wanted one.
func expect(decoder *json.Decoder, want json.Token) error {
	token, err := decoder.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("at byte %d: %w", decoder.InputOffset(), err)
	}
	if token != want {
		return fmt.Errorf("at byte %d: %v where %v should be", decoder.InputOffset(), token, want)
	}
	return nil
}
