" The little of Markdown that helps to read an answer. Headings and questions are highlighted by what drew them, not by their looks.
if exists('b:current_syntax')
  finish
endif
syntax sync minlines=50
syntax region ampdFence start=/^\s*```/ end=/^\s*```\s*$/ keepend
syntax match ampdCode /`[^`]\+`/
syntax match ampdBold /\*\*[^*]\+\*\*/
highlight default link ampdFence String
highlight default link ampdCode String
highlight default link ampdBold Title
let b:current_syntax = 'ampdchat'
