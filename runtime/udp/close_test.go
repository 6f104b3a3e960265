package udp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestCloseSendsQueuedPackets checks that control packets that were queued just before Close are still sent.
func TestCloseSendsQueuedPackets(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		speaker, listener := newNode(t, options), newNode(t, options)
		path := mailbox("path")
		listener.Connect(speaker.Addr(), path)
		const packets = 100
		for stream := range uint64(packets) {
			speaker.Send(listener.Addr(), &messages.Refusal{Stream: stream + 1, Reason: messages.RefusalNotServed})
		}
		require.NoError(t, speaker.Close())
		for stream := range uint64(packets) {
			refusal, _ := expectPacket[*messages.Refusal](t, listener.gate, path)
			require.Equal(t, stream+1, refusal.Stream)
		}
	})
}
