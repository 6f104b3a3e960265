package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// crowd defines the nodes and files that the tracker is told about. It computes everything from numbers and stores
// nothing.
type crowd struct{ nodes, files, holdings int }

// token returns the token of a node: 32 hexadecimal digits.
func (c *crowd) token(node int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "node %d", node))
	return hex.EncodeToString(sum[:16])
}

// infoHash returns the info-hash of a file.
func (c *crowd) infoHash(file int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "file %d", file))
	return hex.EncodeToString(sum[:])
}

// owned returns the kth file of a node. Neighbouring nodes own different files, and all files have about as many
// owners.
func (c *crowd) owned(node, k int) int { return (node*c.holdings + k) % c.files }

// identity appends the beginning of the body of a node's request.
func (c *crowd) identity(body []byte, node int) []byte {
	body = append(body, `{"node_id":`...)
	body = strconv.AppendInt(body, int64(node), 10)
	body = append(body, `,"token":"`...)
	body = append(body, c.token(node)...)
	return append(body, '"')
}

func (c *crowd) register(body []byte, node int) []byte {
	body = append(c.identity(body, node), `,"addr":"0.0.0.0:`...)
	body = strconv.AppendInt(body, int64(1024+node%60000), 10)
	return append(body, `"}`...)
}

// own appends the body of an OWN for count files of a node, beginning with the kth.
func (c *crowd) own(body []byte, node, k, count int) []byte {
	body = append(c.identity(body, node), `,"files":[`...)
	for i := range count {
		if i > 0 {
			body = append(body, ',')
		}
		file := c.owned(node, k+i)
		body = fmt.Appendf(body, `{"info_hash":"%s","name":"file%d.bin","length":%d,"state":"whole"}`, c.infoHash(file),
			file, 1<<30+file)
	}
	return append(body, "]}"...)
}

func (c *crowd) need(body []byte, node, file int) []byte {
	body = append(c.identity(body, node), `,"info_hash":"`...)
	body = append(body, c.infoHash(file)...)
	return append(body, `"}`...)
}

func (c *crowd) update(body []byte, node int, uploads uint64) []byte {
	body = append(c.identity(body, node), `,"uploads":`...)
	return append(strconv.AppendUint(body, uploads, 10), '}')
}

func (c *crowd) exit(body []byte, node int) []byte { return append(c.identity(body, node), '}') }
