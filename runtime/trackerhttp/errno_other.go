//go:build !windows

package trackerhttp

import (
	"errors"
	"syscall"
)

func isRefused(err error) bool   { return errors.Is(err, syscall.ECONNREFUSED) }
func isInUse(err error) bool     { return errors.Is(err, syscall.EADDRINUSE) }
func isForbidden(err error) bool { return errors.Is(err, syscall.EACCES) }
func isNoRoute(err error) bool {
	return errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}
