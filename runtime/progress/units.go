package progress

import (
	"fmt"
	"time"
)

// Size returns a number of bytes for people, for example "28.8 MiB".
func Size(bytes int64) string { return size(float64(bytes)) }

// size returns a number of bytes in IEC units (KiB is 1,024 bytes), with three significant digits.
func size(bytes float64) string {
	const units = "KMGTPE"
	if bytes < 1024 {
		return fmt.Sprintf("%.0f B", bytes)
	}
	unit := -1
	// 1,023.95 KiB would be printed as 1024.0 KiB: it is 1.0 MiB.
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

// rate returns bytes per second for people, for example "112 MiB/s".
func rate(bytesPerSec float64) string { return size(bytesPerSec) + "/s" }

// duration returns a time for people: 0.4 s, 12 s, 3:07 or 1:02:03.
func duration(d time.Duration) string {
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
