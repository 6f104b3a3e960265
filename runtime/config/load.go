package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxFileBytes bounds what is read: a thousand times the commented file would not be a config file.
const maxFileBytes = 1 << 20

// Load reads a file over the defaults and validates the result. "" is DefaultFile, which need not exist; any other file was
// asked for and must be there. Overrides come after Load, and want Validate.
func Load(path string) (Config, error) {
	name := path
	if name == "" {
		name = DefaultFile
	}
	data, err := read(name)
	if errors.Is(err, fs.ErrNotExist) && path == "" {
		return Defaults(), nil
	}
	if err != nil {
		return Config{}, fmt.Errorf("config: read %s: %w", name, err)
	}
	cfg, err := Parse(data)
	if err != nil {
		return Config{}, fmt.Errorf("config: read %s: %w", name, err)
	}
	return cfg, nil
}

// Parse reads the text of a file over the defaults and validates the result.
func Parse(data []byte) (Config, error) {
	cfg := Defaults()
	if err := decode(data, &cfg); err != nil {
		return Config{}, err
	}
	if err := cfg.Validate(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

func read(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err // the caller names the path
		}
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("the file is larger than %d bytes: it is not a config file", maxFileBytes)
	}
	return data, nil
}
