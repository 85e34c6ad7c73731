// The key-value app of CometBFT with the one setting that its command line lacks: how many blocks a node retains.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/cometbft/cometbft/abci/example/kvstore"
	"github.com/cometbft/cometbft/abci/server"
)

func main() {
	address := flag.String("address", "", "socket to serve, unix://...")
	data := flag.String("data", "", "folder of the app's state")
	retain := flag.Int64("retain", 0, "blocks to retain; 0: all of them")
	flag.Parse()
	app := kvstore.NewPersistentApplication(*data)
	app.RetainBlocks = *retain
	served, err := server.NewServer(*address, "socket", app)
	if err == nil {
		err = served.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	_ = served.Stop()
	_ = app.Close()
}
