package config

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxFileBytes bounds what is read. The commented config.yaml has about 8 KB.
const maxFileBytes = 1 << 20

// Load returns the defaults with the settings of a file, after validation. The name "" stands for DefaultFile, which
// need not exist; any other file must exist. A caller that changes the result must validate it again.
func Load(file string) (Config, error) {
	name := cmp.Or(file, DefaultFile)
	data, err := read(name)
	if errors.Is(err, fs.ErrNotExist) && file == "" {
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

// Parse is Load for the text of a file.
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
		var pathError *fs.PathError
		if errors.As(err, &pathError) {
			err = pathError.Err // the caller adds the name of the file
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
