// The app that the truth suite releases. It answers its version and fails on demand: POST a fault to /__fault on the pod itself.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// fault is what goes wrong from now on.
type fault struct {
	Errors  float64 `json:"errors"`  // share of requests answered 500
	DelayMs int     `json:"delayMs"` // added to every answer
	Hang    bool    `json:"hang"`    // no answer ever
	Hidden  bool    `json:"hidden"`  // /healthz does not show any of it
	Unready bool    `json:"unready"` // /ready answers 503
	Refuse  bool    `json:"refuse"`  // the port is closed
	Exit    bool    `json:"exit"`    // the process ends at once
	Crash   bool    `json:"crash"`   // and ends again whenever this pod starts it
}

const lameDuck = 3 * time.Second // serves on after SIGTERM, until every gateway has heard that the pod goes

var current atomic.Pointer[fault]

// crashes remembers from one start to the next that this pod is to crash.
var crashes = "/run/crash-" + os.Getenv("LISTEN")

func main() {
	if _, err := os.Stat(crashes); err == nil {
		log.Fatal("crashed")
	}
	current.Store(&fault{})
	listener := listen()
	mux := http.NewServeMux()
	mux.HandleFunc("/__fault", func(w http.ResponseWriter, r *http.Request) {
		next := &fault{}
		if err := json.NewDecoder(r.Body).Decode(next); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		current.Store(next)
		if next.Crash {
			_ = os.WriteFile(crashes, nil, 0o600)
		}
		if next.Exit || next.Crash {
			os.Exit(1)
		}
		if next.Refuse {
			_ = listener.Close()
		}
	})
	mux.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) {
		if current.Load().Unready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("/", answer)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go drainOnTerm()
	err := server.Serve(listener)
	if current.Load().Refuse {
		_ = server.Close() // open connections break too
		select {}
	}
	log.Fatal(err)
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", os.Getenv("LISTEN"))
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

func drainOnTerm() {
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	<-term
	time.Sleep(lameDuck)
	os.Exit(0)
}

func answer(w http.ResponseWriter, r *http.Request) {
	f := current.Load()
	w.Header().Set("x-version", os.Getenv("VERSION"))
	if f.Hidden && r.URL.Path == "/healthz" {
		f = &fault{}
	}
	if f.Hang {
		<-r.Context().Done()
		return
	}
	time.Sleep(time.Duration(f.DelayMs) * time.Millisecond)
	if rand.Float64() < f.Errors {
		w.WriteHeader(http.StatusInternalServerError)
	}
	fmt.Fprintf(w, "hello from %s\n", os.Getenv("VERSION"))
}
