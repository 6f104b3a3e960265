package udp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestWhatASocketSaidLastIsHeard: control packets that were sent just before Close leave.
func TestWhatASocketSaidLastIsHeard(t *testing.T) {
	everyWay(t, func(t *testing.T, options Options) {
		speaker, listener := newNode(t, options), newNode(t, options)
		path := mailbox("path")
		listener.Connect(speaker.Addr(), path)
		const said = 100
		for stream := range uint64(said) {
			speaker.Send(listener.Addr(), &messages.Refusal{Stream: stream + 1, Reason: messages.RefusalNotServed})
		}
		require.NoError(t, speaker.Close())
		for stream := range uint64(said) {
			refusal, _ := expectPacket[*messages.Refusal](t, listener.gate, path)
			require.Equal(t, stream+1, refusal.Stream)
		}
	})
}
