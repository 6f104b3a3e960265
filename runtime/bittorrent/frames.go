package bittorrent

import (
	"fmt"
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
	"swarm/messages/wording"
)

// frame takes in a frame.
func (r *reader) frame(m peerwire.Message) error {
	if usesFast(m.ID) && !r.peer.Fast {
		return errOrder
	}
	switch m.ID {
	case peerwire.Choke:
		r.choke(true)
	case peerwire.Unchoke:
		r.choke(false)
	case peerwire.Interested:
		r.add(messages.Frame{Kind: messages.FrameInterested})
	case peerwire.NotInterested:
		r.add(messages.Frame{Kind: messages.FrameNotInterested})
	case peerwire.Have:
		return r.have(m.Piece)
	case peerwire.Bitfield, peerwire.HaveAll, peerwire.HaveNone:
		r.allHaves(m)
	case peerwire.Request:
		return r.requested(messages.FrameRequest, m)
	case peerwire.Cancel:
		return r.requested(messages.FrameCancel, m)
	case peerwire.Reject:
		if _, asked := r.requests.take(requestKey{m.Piece, m.Begin}, m.Length); asked {
			r.add(rangeFrame(messages.FrameReject, m))
		}
	case peerwire.Piece:
		return r.begin(m)
	case peerwire.Extended:
		return r.extended(m)
	case peerwire.HashRequest:
		return r.answerHashes(m)
	case peerwire.Suggest, peerwire.AllowedFast, peerwire.KeepAlive: // advice
	}
	return nil
}

// choke takes in that the peer serves this node no more, or serves it from now on. Without the fast extension a peer
// drops what was requested when it chokes, and what was requested before this node knew that. So all is gone at the
// choke and once more at the unchoke.
func (r *reader) choke(choked bool) {
	if !r.peer.Fast && (choked || r.choked) {
		r.requests.drop()
	}
	r.choked = choked
	kind := messages.FrameUnchoke
	if choked {
		kind = messages.FrameChoke
	}
	r.add(messages.Frame{Kind: kind})
}

func usesFast(id peerwire.ID) bool {
	switch id {
	case peerwire.Suggest, peerwire.HaveAll, peerwire.HaveNone, peerwire.Reject, peerwire.AllowedFast:
		return true
	}
	return false
}

func (r *reader) add(frame messages.Frame) { r.message.Frames = append(r.message.Frames, frame) }

func rangeFrame(kind messages.FrameKind, m peerwire.Message) messages.Frame {
	return messages.Frame{Kind: kind, Piece: int(m.Piece), Begin: int(m.Begin), Length: int(m.Length)}
}

func (r *reader) have(piece uint32) error {
	if int64(piece) >= int64(r.swarm.File.Pieces()) {
		return errPiece
	}
	r.add(messages.Frame{Kind: messages.FrameHave, Piece: int(piece)})
	return nil
}

// allHaves takes in the set of pieces that the peer has. BEP 3 has it come first and once, but aria2 1.36 sends it
// again in place of several haves.
func (r *reader) allHaves(m peerwire.Message) {
	have := messages.NewBitfield(r.swarm.File.Pieces())
	switch m.ID {
	case peerwire.HaveAll:
		have = messages.FullBitfield(have.Len())
	case peerwire.Bitfield:
		have.SetBytes(0, m.Body)
	}
	r.add(messages.Frame{Kind: messages.FrameHaves, Have: have})
}

// requested takes in a request, or the end of one. One that cannot be is answered here.
func (r *reader) requested(kind messages.FrameKind, m peerwire.Message) error {
	file := r.swarm.File
	if int64(m.Piece) >= int64(file.Pieces()) {
		return errPiece
	}
	// The last piece is no exception: torrents of libtorrent have padding after the last file, too.
	if m.Length == 0 || m.Length > messages.RequestSize || int64(m.Begin)+int64(m.Length) > file.PieceLength {
		if frame := rangeFrame(messages.FrameReject, m); kind == messages.FrameRequest {
			r.Tell(frame)
		}
		return nil
	}
	r.add(rangeFrame(kind, m))
	return nil
}

// extended takes in a message of the extension protocol. Those that are unknown here are ignored.
func (r *reader) extended(m peerwire.Message) error {
	switch m.Kind {
	case peerwire.HandshakeKind:
		i, err := peerwire.ParseIntroduction(m.Body)
		if err != nil {
			return fmt.Errorf("read what the peer says of itself: %w", err)
		}
		r.introduced(i)
	case peerwire.MetadataKind:
		asked, err := peerwire.ParseMetadata(m.Body)
		if err != nil {
			return fmt.Errorf("read a message about metadata: %w", err)
		}
		if asked.Type == peerwire.MetadataRequest {
			r.answerMetadata(asked.Piece)
		}
	case peerwire.DontHaveKind:
		piece, ok := peerwire.ParseDontHave(m.Body)
		if !ok || int64(piece) >= int64(r.swarm.File.Pieces()) {
			return errPiece
		}
		r.add(messages.Frame{Kind: messages.FrameDontHave, Piece: int(piece)})
	}
	return nil
}

// introduced passes on what the peer says of itself.
func (r *reader) introduced(i peerwire.Introduction) {
	if i.Metadata != 0 {
		r.metadataKind = i.Metadata
	}
	details := messages.StockDetails{Client: wording.Clean(i.Client), Requests: i.Requests, UploadOnly: i.UploadOnly}
	if i.Port != 0 {
		details.Listen = netip.AddrPortFrom(r.peer.Addr.Addr(), i.Port)
	}
	if r.introductions++; r.introductions <= maxIntroductions {
		r.post(&port.StockIntroduced{Details: details})
	}
}
