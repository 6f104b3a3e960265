package trackerhttp

import (
	"errors"
	"syscall"
)

// The numbers of Winsock, which package syscall does not name (Microsoft, "Windows Sockets Error Codes").
const (
	wsaForbidden   = syscall.Errno(10013) // WSAEACCES
	wsaInUse       = syscall.Errno(10048) // WSAEADDRINUSE
	wsaNetNoRoute  = syscall.Errno(10051) // WSAENETUNREACH
	wsaRefused     = syscall.Errno(10061) // WSAECONNREFUSED
	wsaHostNoRoute = syscall.Errno(10065) // WSAEHOSTUNREACH
)

func isRefused(err error) bool   { return errors.Is(err, wsaRefused) }
func isInUse(err error) bool     { return errors.Is(err, wsaInUse) }
func isForbidden(err error) bool { return errors.Is(err, wsaForbidden) }
func isNoRoute(err error) bool {
	return errors.Is(err, wsaNetNoRoute) || errors.Is(err, wsaHostNoRoute)
}
