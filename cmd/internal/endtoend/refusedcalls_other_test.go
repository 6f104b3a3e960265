//go:build unix && !linux

package endtoend

import "errors"

const refusalOf = "SWARM_ENDTOEND_REFUSE"

// runRefused needs seccomp, which Linux alone has.
func runRefused(string, []string) error { return errors.ErrUnsupported }
