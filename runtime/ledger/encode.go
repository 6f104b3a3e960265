package ledger

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"swarm/messages"
)

const (
	nodesName = "nodes.json"
	filesName = "files.json"

	// version is the version of the layout of both files.
	version = 1
)

// writeNodes writes nodes.json, one row after the other.
func (w *writer) writeNodes(out *bufio.Writer) error {
	fmt.Fprintf(out, `{"version":%d,"nodes":[`, version)
	separator := "\n"
	ids := w.nodeIDs()
	for len(ids) > 0 {
		n := min(len(ids), rowsPerTurn)
		for _, record := range w.recordsOf(ids[:n]) {
			w.scratch.line = appendNode(append(w.scratch.line[:0], separator...), record)
			if _, err := out.Write(w.scratch.line); err != nil {
				return err
			}
			separator = ",\n"
		}
		ids = ids[n:]
	}
	_, err := out.WriteString("\n]}\n")
	return err
}

// appendNode appends a row of nodes.json.
func appendNode(line []byte, record messages.NodeRecord) []byte {
	line = append(line, `{"node_id":`...)
	line = strconv.AppendUint(line, uint64(record.Node), 10)
	line = append(line, `,"addr":"`...)
	line = record.Addr.AppendTo(line)
	line = append(line, `","token_sha256":"`...)
	line = hex.AppendEncode(line, record.TokenHash[:])
	line = append(line, `","upload_frequency":`...)
	line = strconv.AppendUint(line, record.UploadFrequency, 10)
	line = append(line, `,"credited":`...)
	line = strconv.AppendUint(line, record.Credited, 10)
	return append(line, '}')
}

// writeFiles writes files.json, one file after the other.
func (w *writer) writeFiles(out *bufio.Writer, hashes []messages.InfoHash) error {
	fmt.Fprintf(out, `{"version":%d,"files":[`, version)
	separator := "\n"
	for _, hash := range hashes {
		name, length, owners := w.ownersOf(hash)
		if len(owners) == 0 {
			continue
		}
		line, err := appendFile(append(w.scratch.line[:0], separator...), hash, name, length)
		if err != nil {
			return err
		}
		for i, o := range owners {
			if i > 0 {
				line = append(line, ',')
			}
			line = append(line, `{"node_id":`...)
			line = strconv.AppendUint(line, uint64(o.id), 10)
			line = append(line, `,"state":"`...)
			line = append(line, o.state.String()...)
			line = append(line, `"}`...)
			if len(line) > 1<<16 { // a file may have very many owners
				if _, err := out.Write(line); err != nil {
					return err
				}
				line = line[:0]
			}
		}
		w.scratch.line = append(line, "]}"...)
		if _, err := out.Write(w.scratch.line); err != nil {
			return err
		}
		separator = ",\n"
	}
	_, err := out.WriteString("\n]}\n")
	return err
}

// appendFile appends the begin of a row of files.json, up to the list of owners.
func appendFile(line []byte, hash messages.InfoHash, name string, length int64) ([]byte, error) {
	line = append(line, `{"info_hash":"`...)
	line = hex.AppendEncode(line, hash[:])
	line = append(line, `","name":`...)
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // the file is for people; no browser reads it
	if err := encoder.Encode(name); err != nil {
		return nil, fmt.Errorf("ledger: encode the name of file %s: %w", hash.Short(), err)
	}
	line = append(line, bytes.TrimSpace(text.Bytes())...)
	line = append(line, `,"length":`...)
	line = strconv.AppendInt(line, length, 10)
	return append(line, `,"owners":[`...), nil
}
