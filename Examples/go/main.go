// Opens a ticket for every grave incident, and changes it when the incident's grade does. Wants JSON on the topics:
// FENGHUO_CONTENT_TYPE=application/json. Needs github.com/twmb/franz-go.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

var grave = map[string]string{"GRADE_I": "critical", "GRADE_II": "high"}

// Members that have their default are left out; 64-bit numbers would be texts (`json:"mentions,string"`).
type incident struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Grade string `json:"grade"`
}

func setting(name, otherwise string) string { return cmp.Or(os.Getenv(name), otherwise) }

// take passes over drills, tombstones and what is not grave.
func take(record *kgo.Record, grades map[string]string) error {
	headers := map[string]string{}
	for _, header := range record.Headers {
		headers[header.Key] = string(header.Value)
	}
	if headers["ce_drill"] == "true" || record.Value == nil {
		return nil
	} else if !strings.HasPrefix(headers["content-type"], "application/json") {
		return fmt.Errorf("offset %d: no JSON; set FENGHUO_CONTENT_TYPE=application/json", record.Offset)
	}
	var found incident
	if err := json.Unmarshal(record.Value, &found); err != nil {
		return fmt.Errorf("offset %d: %w", record.Offset, err)
	}
	priority := grave[found.Grade]
	before, isKnown := grades[found.ID]
	// A compacted topic tells the state again and again: only a change of the grade is news.
	if before == found.Grade || priority == "" && !isKnown {
		return nil
	}
	ticket, _ := json.Marshal(map[string]any{"title": found.Title, "priority": cmp.Or(priority, "normal")})
	address := setting("TICKETS_URL", "http://localhost:8099/tickets") + "/" + found.ID
	answer, err := http.Post(address, "application/json", bytes.NewReader(ticket))
	if err != nil {
		return err
	}
	grades[found.ID] = found.Grade
	return answer.Body.Close()
}

func main() {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(setting("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"), ",")...),
		kgo.ConsumerGroup("tickets"), kgo.ConsumeTopics(setting("FENGHUO_TOPICS_PREFIX", "fenghuo.")+"incidents.v1"),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.DisableAutoCommit())
	if err != nil {
		log.Fatal(err)
	}
	for grades := map[string]string{}; ; {
		fetches := client.PollFetches(context.Background())
		fetches.EachRecord(func(record *kgo.Record) {
			if err := take(record, grades); err != nil {
				log.Fatal(err) // not committed: read again
			}
		})
		client.CommitUncommittedOffsets(context.Background()) // after the tickets: at least once
	}
}
