package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"swarm/benchmarks/internal/process"
)

// nginxConf uses a single process, which is also the only worker, so that its CPU can be read from one place.
const nginxConf = `daemon off; master_process off; worker_processes 1; pid %[1]s/nginx.pid; error_log %[1]s/error.log;
events { worker_connections 256; }
http { access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path %[1]s; proxy_temp_path %[1]s; fastcgi_temp_path %[1]s;
  uwsgi_temp_path %[1]s; scgi_temp_path %[1]s;
  server { listen %[2]s; root %[3]s; } }
`

// curl fetches the file from nginx. With check it also hashes the copy, within the measured time.
func curl(check bool) func(*race) error {
	return func(r *race) error {
		address, err := r.nginx()
		if err != nil {
			return err
		}
		fetch := `exec curl --silent --show-error --fail --output "$1" "$2"`
		if check {
			fetch = strings.TrimPrefix(fetch, "exec ") + ` && openssl dgst -sha256 "$1"`
		}
		r.start()
		for i := range r.options.receivers {
			path := filepath.Join(r.dir, fmt.Sprintf("copy%d", i+1))
			receiver, err := r.group.Start(process.Command{Name: fmt.Sprintf("curl %d", i+1), Dir: r.dir,
				Argv: []string{"sh", "-c", fetch, "sh", path, "http://" + address + "/" + filepath.Base(r.file)}})
			if err != nil {
				return err
			}
			r.receivers = append(r.receivers, receiver)
			r.copies = append(r.copies, path)
		}
		return r.waitAll()
	}
}

// nginx starts the server and waits until it responds.
func (r *race) nginx() (address string, err error) {
	address, err = freeAddress()
	if err != nil {
		return "", err
	}
	path := filepath.Join(r.dir, "nginx.conf")
	if err := os.WriteFile(path, fmt.Appendf(nil, nginxConf, r.dir, address, filepath.Dir(r.file)), 0o644); err != nil {
		return "", err
	}
	server, err := r.group.Start(process.Command{Name: "nginx", Dir: r.dir,
		Argv: []string{"nginx", "-c", path, "-p", r.dir}})
	if err != nil {
		return "", err
	}
	r.senders = append(r.senders, server)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			return address, connection.Close()
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("nginx did not start listening: %w", err)
		}
	}
}

// freeAddress returns an address whose port was free a moment ago.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}
