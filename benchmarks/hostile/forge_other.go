//go:build !linux

package main

import (
	"context"
	"errors"
)

func forge(context.Context, target) (int, error) {
	return 0, errors.New("forging source addresses is written for Linux only: choose other attacks with -attack")
}
