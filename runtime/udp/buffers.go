package udp

const (
	// defaultReceiveBuffer is the receive buffer that is requested from the kernel if Options.ReceiveBuffer is 0, in
	// bytes. Linux doubles the number to allow for its bookkeeping.
	defaultReceiveBuffer = 8 << 20

	// sendBuffer is the send buffer that is requested from the kernel, in bytes. It holds about 16 trains: enough to
	// keep a device busy while the next trains are read from disk, and so few that control packets do not wait long
	// behind them.
	sendBuffer = 1 << 20

	// smallestBuffer is the smallest buffer that is requested, in bytes. The default of macOS is larger.
	smallestBuffer = 64 << 10

	// bufferShare divides the receive buffer into the part that payload may fill. For a datagram of 1,432 bytes Linux
	// charges 2,304 bytes of the buffer on loopback, and about 4,096 with drivers that use one page per datagram.
	bufferShare = 3
)
