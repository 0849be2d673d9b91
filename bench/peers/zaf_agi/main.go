// The scripts of the benchmark, served by Go's zaf/agi at the port of the first argument.
package main

import (
	"bufio"
	"log"
	"net"
	"os"

	"github.com/zaf/agi"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	session := agi.New()
	rw := bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
	if session.Init(rw) != nil {
		return
	}
	switch session.Env["network_script"] {
	case "short":
		short(session)
	case "long":
		long(session)
	case "idle":
		idle(session)
	}
}

func short(session *agi.Session) {
	if _, err := session.Answer(); err != nil {
		return
	}
	if _, err := session.SetVariable("bench", "1"); err != nil {
		return
	}
	if _, err := session.GetVariable("bench"); err != nil {
		return
	}
	if _, err := session.StreamFile("hello-world", ""); err != nil {
		return
	}
	session.Hangup()
}

func long(session *agi.Session) {
	if _, err := session.Answer(); err != nil {
		return
	}
	for count := 0; count < 1000; count++ {
		if _, err := session.GetVariable("bench"); err != nil {
			return
		}
	}
}

func idle(session *agi.Session) {
	if _, err := session.Answer(); err != nil {
		return
	}
	session.WaitForDigit(30000)
}
