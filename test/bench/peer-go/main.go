// The CometBFT Go light client on the blocks that the bench serves: how long its verification takes.
//
//	peer -url http://127.0.0.1:PORT -chains ID,ID -trusted 1 -target 1000000 -mode skipping -now UNIXSECONDS
//
// One run for each chain id, in one process; a chain may be named again. Prints one JSON object, in milliseconds of processor
// time. Fetching and decoding a block are timed apart from verification; both end with the same header hash.
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"sort"
	"strings"
	"syscall"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	"github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/light/provider"
	"github.com/cometbft/cometbft/light/store"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"
)

// recorded answers from memory; the first time a height is asked for, its bytes come from the bench.
type recorded struct {
	url    string
	chain  string
	raw    map[int64][]byte
	asked  []int64
	spent  time.Duration
	client http.Client
}

func (p *recorded) ChainID() string { return p.chain }

func (p *recorded) ReportEvidence(context.Context, types.Evidence) error { return nil }

func (p *recorded) LightBlock(_ context.Context, height int64) (*types.LightBlock, error) {
	start := processorTime()
	defer func() { p.spent += processorTime() - start }()
	p.asked = append(p.asked, height)
	raw, known := p.raw[height]
	if !known {
		fetched, err := p.fetch(height)
		if err != nil {
			return nil, err
		}
		raw = fetched
		p.raw[height] = raw
	}
	message := new(cmtproto.LightBlock)
	if err := message.Unmarshal(raw); err != nil {
		return nil, provider.ErrBadLightBlock{Reason: err}
	}
	return types.LightBlockFromProto(message)
}

func (p *recorded) fetch(height int64) ([]byte, error) {
	answer, err := p.client.Get(fmt.Sprintf("%s/%s/%d", p.url, p.chain, height))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, provider.ErrLightBlockNotFound
	}
	return io.ReadAll(answer.Body)
}

// memory is the cheapest store that the client accepts: it keeps what it is given and encodes nothing.
type memory struct{ blocks map[int64]*types.LightBlock }

var _ store.Store = (*memory)(nil)

func (m *memory) heights() []int64 {
	all := make([]int64, 0, len(m.blocks))
	for height := range m.blocks {
		all = append(all, height)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	return all
}

func (m *memory) SaveLightBlock(block *types.LightBlock) error {
	m.blocks[block.Height] = block
	return nil
}

func (m *memory) DeleteLightBlock(height int64) error {
	delete(m.blocks, height)
	return nil
}

func (m *memory) LightBlock(height int64) (*types.LightBlock, error) {
	if block, known := m.blocks[height]; known {
		return block, nil
	}
	return nil, store.ErrLightBlockNotFound
}

func (m *memory) LastLightBlockHeight() (int64, error) {
	if all := m.heights(); len(all) > 0 {
		return all[len(all)-1], nil
	}
	return -1, nil
}

func (m *memory) FirstLightBlockHeight() (int64, error) {
	if all := m.heights(); len(all) > 0 {
		return all[0], nil
	}
	return -1, nil
}

func (m *memory) LightBlockBefore(height int64) (*types.LightBlock, error) {
	all := m.heights()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i] < height {
			return m.blocks[all[i]], nil
		}
	}
	return nil, store.ErrLightBlockNotFound
}

func (m *memory) Prune(uint16) error { return nil }
func (m *memory) Size() uint16       { return uint16(len(m.blocks)) }

type run struct {
	VerifyMs  float64 `json:"verifyMs"`
	ProvideMs float64 `json:"provideMs"`
	Hash      string  `json:"hash"`
}

type report struct {
	Version string  `json:"version"`
	Asked   []int64 `json:"asked"`
	Runs    []run   `json:"runs"`
}

func main() {
	url := flag.String("url", "", "where the bench serves /<height>")
	chains := flag.String("chains", "", "chain ids, with commas between")
	trusted := flag.Int64("trusted", 1, "height of the trust anchor")
	target := flag.Int64("target", 1, "height to verify")
	mode := flag.String("mode", "skipping", "skipping or sequential")
	now := flag.Int64("now", 0, "the time to verify at, in seconds since 1970")
	flag.Parse()
	out, err := measure(*url, strings.Split(*chains, ","), *trusted, *target, *mode, time.Unix(*now, 0))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		os.Exit(1)
	}
}

func measure(url string, chains []string, trusted, target int64, mode string, now time.Time) (*report, error) {
	kept := map[string]map[int64][]byte{}
	out := &report{Version: version.TMCoreSemVer}
	for _, chain := range chains {
		if kept[chain] == nil {
			kept[chain] = map[int64][]byte{}
		}
		one, asked, err := once(&recorded{url: url, chain: chain, raw: kept[chain]}, trusted, target, mode, now)
		if err != nil {
			return nil, err
		}
		out.Asked = asked
		out.Runs = append(out.Runs, one)
	}
	return out, nil
}

// once verifies with a fresh client. Its own first block is the anchor, adopted before the clock starts.
func once(primary *recorded, trusted, target int64, mode string, now time.Time) (run, []int64, error) {
	ctx := context.Background()
	anchor, err := primary.LightBlock(ctx, trusted)
	if err != nil {
		return run{}, nil, err
	}
	way := light.SkippingVerification(cmtmath.Fraction{Numerator: 1, Denominator: 3})
	if mode == "sequential" {
		way = light.SequentialVerification()
	}
	options := light.TrustOptions{Period: 30 * 24 * time.Hour, Height: trusted, Hash: anchor.Hash()}
	witness := &recorded{url: primary.url, chain: primary.chain, raw: primary.raw}
	client, err := light.NewClient(ctx, primary.chain, options, primary, []provider.Provider{witness},
		&memory{blocks: map[int64]*types.LightBlock{}}, way, light.MaxBlockLag(time.Nanosecond))
	if err != nil {
		return run{}, nil, err
	}
	primary.asked, primary.spent, witness.spent = nil, 0, 0
	runtime.GC() // what was left by the run before is not this one's work
	start := processorTime()
	block, err := client.VerifyLightBlockAtHeight(ctx, target, now)
	total := processorTime() - start
	if err != nil {
		return run{}, nil, err
	}
	if block == nil {
		return run{}, nil, errors.New("no block")
	}
	provide := primary.spent + witness.spent
	return run{VerifyMs: ms(total - provide), ProvideMs: ms(provide), Hash: hex.EncodeToString(block.Hash())}, primary.asked, nil
}

// processorTime is what this process has computed so far: others on the same machine do not lengthen it.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func ms(duration time.Duration) float64 { return float64(duration.Microseconds()) / 1000 }
