package main

import (
	"bufio"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"swarm/messages"
)

const (
	sampleName   = "sample.bin"
	sampleLength = 64 << 20 // bytes
)

// source gives the file to share: the one that was named, or a sample.
func (d *demonstration) source() (string, error) {
	if d.options.file != "" {
		return filepath.Abs(d.options.file)
	}
	for id := messages.NodeID(1); int(id) <= d.options.peers; id++ { // of an earlier run
		for _, name := range []string{sampleName, sampleName + ".part"} {
			err := os.Remove(filepath.Join(d.host.Config.Directory.NodeDir(id), name))
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", fmt.Errorf("remove the sample of an earlier run: %w", err)
			}
		}
	}
	path := filepath.Join(d.host.Config.Directory.NodeDir(1), sampleName)
	d.progress.Say(fmt.Sprintf("makes a sample of %d MiB", sampleLength>>20))
	if err := makeSample(path); err != nil {
		return "", fmt.Errorf("make a sample: %w", err)
	}
	return filepath.Abs(path)
}

// makeSample writes random bytes, so that no two runs share the same file.
func makeSample(path string) (err error) {
	var seed [32]byte
	cryptorand.Read(seed[:]) // never fails (crypto/rand.Read)
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := bufio.NewWriterSize(file, 1<<20)
	if _, err := io.CopyN(out, rand.NewChaCha8(seed), sampleLength); err != nil {
		return err
	}
	return out.Flush()
}

// compare gives the SHA-256 that all files have; an error when one differs. Peers verify pieces as they come; this reads
// the copies again from the disk, with nothing of the swarm in between.
func compare(paths []string) (string, error) {
	hashes, errs := make([]string, len(paths)), make([]error, len(paths))
	turns := make(chan struct{}, 2) // files read at a time: more do not make a disk faster
	var done sync.WaitGroup
	for i, path := range paths {
		turns <- struct{}{}
		done.Go(func() {
			hashes[i], errs[i] = hashOf(path)
			<-turns
		})
	}
	done.Wait()
	if err := errors.Join(errs...); err != nil {
		return "", err
	}
	for i, hash := range hashes {
		if hash != hashes[0] {
			return "", fmt.Errorf("%s differs from %s: %s, %s", paths[i], paths[0], hash, hashes[0])
		}
	}
	return hashes[0], nil
}

func hashOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.CopyBuffer(hash, file, make([]byte, 1<<20))
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, file.Close())
}
