package console

import (
	"fmt"
	"time"
)

// Size writes a number of bytes for people, for example 28.8 MiB.
func Size(bytes int64) string { return size(float64(bytes)) }

// size writes a number of bytes in IEC units, with three digits that count.
func size(bytes float64) string {
	const units = "KMGTPE"
	if bytes < 1024 {
		return fmt.Sprintf("%.0f B", bytes)
	}
	unit := -1
	// 1,023.95 would be rounded to 1024.0: the next unit takes it.
	for bytes >= 1023.95 && unit < len(units)-1 {
		bytes /= 1024
		unit++
	}
	if unit < 0 {
		return "1.0 KiB"
	}
	digits := 1
	if bytes >= 100 {
		digits = 0
	}
	return fmt.Sprintf("%.*f %ciB", digits, bytes, units[unit])
}

// rate writes bytes per second.
func rate(bytesPerSec float64) string { return size(bytesPerSec) + "/s" }

// span writes a time that a person waits: 0.4 s, 12 s, 3:07, 1:02:03.
func span(d time.Duration) string {
	switch seconds := int64(d.Round(time.Second) / time.Second); {
	case d < 0:
		return "0 s"
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case seconds < 60:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 3600:
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	default:
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
}
