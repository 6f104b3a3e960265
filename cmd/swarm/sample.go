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

// source returns the path of the file to share: that of -file, or a new sample.
func (d *demonstration) source() (string, error) {
	if d.options.file != "" {
		return filepath.Abs(d.options.file)
	}
	for id := messages.NodeID(1); int(id) <= d.options.peers; id++ { // remove the copies of an earlier run
		folder := d.host.Config.Directory.NodeDir(id)
		parts, _ := filepath.Glob(filepath.Join(folder, ".swarm", sampleName+".*.part")) // fails for bad patterns only
		for _, filePath := range append(parts, filepath.Join(folder, sampleName)) {
			err := os.Remove(filePath)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", fmt.Errorf("remove the sample of an earlier run: %w", err)
			}
		}
	}
	sample := filepath.Join(d.host.Config.Directory.NodeDir(1), sampleName)
	d.progress.Say(fmt.Sprintf("writing a sample of %d MiB", sampleLength>>20))
	if err := makeSample(sample); err != nil {
		return "", fmt.Errorf("make a sample: %w", err)
	}
	return filepath.Abs(sample)
}

// makeSample writes a file of random bytes. It differs in every run, so that no run finds the copies of another.
func makeSample(name string) (err error) {
	var seed [32]byte
	cryptorand.Read(seed[:]) // never fails (crypto/rand.Read)
	file, err := os.Create(name)
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

// compare returns the SHA-256 of files that must be equal. The peers have verified every piece already; compare reads
// the copies from the disk independently of the swarm.
func compare(files []string) (string, error) {
	hashes, errs := make([]string, len(files)), make([]error, len(files))
	slots := make(chan struct{}, 2) // two files are read at a time: more do not make a disk faster
	var group sync.WaitGroup
	for i, file := range files {
		slots <- struct{}{}
		group.Go(func() {
			hashes[i], errs[i] = hashOf(file)
			<-slots
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return "", err
	}
	for i, hash := range hashes {
		if hash != hashes[0] {
			return "", fmt.Errorf("%s differs from %s: %s, %s", files[i], files[0], hash, hashes[0])
		}
	}
	return hashes[0], nil
}

// hashOf returns the SHA-256 of a file in hexadecimal.
func hashOf(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.CopyBuffer(hash, file, make([]byte, 1<<20))
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, file.Close())
}
