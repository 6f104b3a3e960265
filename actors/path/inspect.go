package path

// InFlight is how many bytes are asked of the owner and did not come yet, for those who check that it stays in bounds.
func (a *Actor) InFlight() int { return a.flight.bytes }
