package trackerhttp

import (
	"encoding/hex"
	"encoding/json"
	"strconv"

	"swarm/messages"
)

// appendReply appends the body of an answer that is no refusal, as encoding/json would write it; false means that the
// tracker sent something else.
func appendReply(out []byte, reply any) ([]byte, bool) {
	switch r := reply.(type) {
	case *messages.Registered:
		out = appendNode(out, r.Node)
		out = appendText(append(out, `,"token":`...), string(r.Token))
		out = strconv.AppendBool(append(out, `,"fresh":`...), r.Fresh)
		if reach := r.Reach.String(); reach != "" {
			out = append(append(append(out, `,"reach":"`...), reach...), '"')
		}
	case *messages.Owned:
		out = appendNode(out, r.Node)
	case *messages.Owners:
		out = appendOwners(out, r)
	case *messages.Updated:
		out = appendNode(out, r.Node)
		out = strconv.AppendUint(append(out, `,"upload_frequency":`...), r.UploadFrequency, 10)
	case *messages.Exited:
		out = appendNode(out, r.Node)
	default:
		return out, false
	}
	return append(out, "}\n"...), true
}

func appendNode(out []byte, node messages.NodeID) []byte {
	return strconv.AppendUint(append(out, `{"node_id":`...), uint64(node), 10)
}

func appendOwners(out []byte, r *messages.Owners) []byte {
	out = append(out, `{"info_hash":"`...)
	out = hex.AppendEncode(out, r.InfoHash[:])
	out = append(out, `","owners":[`...)
	for i, o := range r.Owners {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendOwner(out, o)
	}
	out = append(out, ']')
	out = appendStockOwners(out, r.Stock)
	if r.Unproven > 0 {
		out = strconv.AppendInt(append(out, `,"unproven":`...), int64(r.Unproven), 10)
	}
	if r.Distant > 0 {
		out = strconv.AppendInt(append(out, `,"distant":`...), int64(r.Distant), 10)
	}
	return out
}

func appendOwner(out []byte, o messages.Owner) []byte {
	out = appendNode(out, o.Node)
	out = o.Addr.AppendTo(append(out, `,"addr":"`...))
	out = append(out, '"')
	for i, addr := range o.More {
		out = addr.AppendTo(append(out, [2]string{`,"more":["`, `","`}[min(i, 1)]...))
	}
	if len(o.More) > 0 {
		out = append(out, `"]`...)
	}
	out = strconv.AppendUint(append(out, `,"upload_frequency":`...), o.UploadFrequency, 10)
	out = strconv.AppendBool(append(out, `,"whole":`...), o.Whole)
	return append(out, '}')
}

// appendStockOwners appends the BitTorrent peers, if there are any.
func appendStockOwners(out []byte, owners []messages.StockOwner) []byte {
	for i, o := range owners {
		out = append(out, [2]string{`,"bittorrent":[`, `,`}[min(i, 1)]...)
		out = o.Addr.AppendTo(append(out, `{"addr":"`...))
		out = hex.AppendEncode(append(out, `","hash":"`...), o.Hash[:])
		out = strconv.AppendBool(append(out, `","whole":`...), o.Whole)
		out = append(out, '}')
	}
	if len(owners) > 0 {
		out = append(out, ']')
	}
	return out
}

// appendText appends a string in quotes. A string that has to be escaped is left to encoding/json.
func appendText(out []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(text)
			if err != nil {
				panic("trackerhttp: encode a string: " + err.Error()) // every string encodes
			}
			return append(out, quoted...)
		}
	}
	out = append(append(out, '"'), text...)
	return append(out, '"')
}
