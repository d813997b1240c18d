;;; leave.el --- An Emacs in mid-turn, for the test that ends it  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Opens a chat whose tool runs for ever, and writes the process ids of ampd
;; and of the tool into the file `pids'.

;;; Code:

(require 'support)

(setq ampd-approval-functions (list (lambda (_) "allow_once"))
      ampd-test-project (expand-file-name default-directory))

(with-current-buffer
    (ampd-open-new (directory-file-name ampd-test-project) nil
                   (list :mountPlan
                         (ampd-test-plan
                          (list (ampd-test-calls
                                 '("bash" (:command "echo $$ > tool; exec tail -f /dev/null")))))))
  (pop-to-buffer (current-buffer))
  (ampd-test-say "go")
  (run-at-time 0.05 0.05
               (lambda ()
                 (when (and (file-exists-p "tool") (not (file-exists-p "pids"))
                            (string-match "\\`[0-9]+\n" (ampd-test-file "tool")))
                   (write-region (format "%d %s" (ampd-server-pid) (ampd-test-file "tool"))
                                 nil "pids.new" nil 'silent)
                   (rename-file "pids.new" "pids"))
                 ;; Again and again: what else Emacs has to say there does not hide it.
                 (when (file-exists-p "pids")
                   (message "the tool runs")))))

;;; leave.el ends here
