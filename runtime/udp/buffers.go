package udp

const (
	// defaultReceiveBuffer is what the socket asks of the kernel when the options do not say, in bytes. Linux doubles the
	// number for its bookkeeping.
	defaultReceiveBuffer = 8 << 20

	// sendBuffer holds some sixteen trains: enough to keep a device busy while the next are read from disk, and not so
	// much that control packets wait behind it for long.
	sendBuffer = 1 << 20

	// smallestBuffer is where asking for less ends, in bytes: what macOS gives without being asked is more.
	smallestBuffer = 64 << 10

	// bufferShare is the part of the receive buffer, as a divisor, that payload may fill. A plain datagram of 1,432
	// bytes is charged 2,304 bytes over loopback, and about 4,096 by drivers that give each datagram a page.
	bufferShare = 3
)
