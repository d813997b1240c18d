;;; ampd-trust.el --- Whether a workspace's own configuration may act  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Shows what in a workspace waits for the user's trust, and tells ampd when the
;; user gives it: for exactly what was shown.

;;; Code:

(require 'ampd-session)
(require 'ampd-transcript)

(defun ampd-trust-offer (warnings)
  "Show a button when one of WARNINGS is that the workspace is not trusted."
  (when (seq-find (lambda (warning)
                    (equal (ampd-get warning :kind) (ampd-kind untrusted-workspace)))
                  warnings)
    (ampd-transcript-buttons (cons "See what waits for your trust" #'ampd-trust-review))))

(defun ampd-trust-review ()
  "Show what in this chat's directory waits for trust, and ask whether to give it."
  (interactive)
  (let ((cwd (ampd-session-cwd ampd-session)))
    (ampd-trust--ask
     `(:cwd ,cwd)
     (lambda (result)
       ;; The minibuffer is not for the wire's timer to wait on.
       (run-at-time 0 nil #'ampd-trust--decide cwd result)))))

(defun ampd-trust--decide (cwd result)
  "Let the user decide on CWD, about which ampd has answered RESULT."
  (let ((waiting (seq-remove (lambda (item) (ampd-get item :trusted))
                             (ampd-get result :items))))
    (if (null waiting)
        (message "ampd: nothing in %s waits for your trust" cwd)
      (save-window-excursion
        (ampd-text-show "trust" (ampd-trust--text (ampd-get result :path) waiting))
        (when (yes-or-no-p "Do you trust all of this, as it is now? ")
          (ampd-trust--ask
           `(:cwd ,cwd :action "trust" :digest ,(ampd-get result :digest))
           (lambda (_)
             (message "ampd: trusted; it counts for sessions that begin now"))))))))

(defun ampd-trust--text (path items)
  "Answer what ITEMS of the workspace PATH would do."
  (concat (format "In %s, this acts only with your trust:\n\n" path)
          (mapconcat (lambda (item)
                       (ampd-text-visible
                        (format "%s%s\n  %s" (ampd-get item :file)
                                (if-let ((key (ampd-get item :key)))
                                    (format ", %s" key)
                                  "")
                                (ampd-get item :why))))
                     items "\n")
          "\n"))

(defun ampd-trust--ask (params on-result)
  "Ask `workspace/trust' with PARAMS and call ON-RESULT in this buffer."
  (ampd-server-request (ampd-method workspace/trust) params on-result
                       (lambda (failure)
                         (message "ampd: %s" (ampd-server-error-text failure)))))

(provide 'ampd-trust)
;;; ampd-trust.el ends here
