module tipring/bench/zaf_agi

go 1.19

require github.com/zaf/agi v0.0.0
